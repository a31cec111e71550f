package io.clientconn.internal.http2;

import io.clientconn.concurrent.OnEventLoop;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which custom headers are the same in call after call: those are worth a place
 * in the compression table, and no others are. A header that changes with each call would
 * push the headers that all calls share out of it.
 * <p>
 * Owned by the event loop. It remembers one value for each of a few names, and never
 * hears of secrets.
 */
@OnEventLoop
final class RepeatedHeaders {

	/** So often in a row a header has to be the same. */
	static final int OFTEN = 16;

	/** Longer ones would take the room of too many others. */
	static final int LARGEST = 512;

	/** A power of two. Names that share a place keep each other out of the table. */
	private static final int PLACES = 64;

	/** Null until there is a custom header. */
	private @Nullable Place @Nullable [] places;

	/**
	 * Takes note of a header.
	 * @return what stands for it from now on, or null if it has to be written out
	 */
	@Nullable HeaderTemplate seen(String name, String value) {
		int hash = name.hashCode();
		int at = (hash ^ hash >>> 16) & PLACES - 1;
		@Nullable Place[] all = this.places;
		if (all == null) {
			all = new Place[PLACES];
			this.places = all;
		}
		Place place = all[at];
		if (place == null) {
			place = new Place(name, value);
			all[at] = place;
		}
		return place.seen(name, value);
	}

	/**
	 * The header that was seen last of those that belong here.
	 */
	private static final class Place {

		private String name;

		private String value;

		private int times;

		private @Nullable HeaderTemplate template;

		Place(String name, String value) {
			this.name = name;
			this.value = value;
		}

		@Nullable HeaderTemplate seen(String name, String value) {
			if (!this.value.equals(value) || !this.name.equals(name)) {
				this.name = name;
				this.value = value;
				this.times = 0;
				this.template = null;
			}
			if (this.template == null && ++this.times > OFTEN && name.length() + value.length() <= LARGEST) {
				this.template = new HeaderTemplate(new AsciiString[] { new AsciiString(name), new AsciiString(value) });
			}
			return this.template;
		}

	}

}
