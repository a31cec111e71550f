package io.clientconn.internal.http2;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses are reached through a proxy, and through which. Immutable.
 * <p>
 * The environment is read as Go's clients read it: {@code HTTPS_PROXY} names the proxy,
 * {@code NO_PROXY} lists hosts that go without: names with all that ends in them, names
 * with a leading dot for what ends in them alone, addresses, blocks of addresses as
 * {@code 10.0.0.0/8}, {@code *} for everything. Names and addresses may have a port. This
 * machine always goes without.
 */
public final class ProxyRules {

	/** No proxy at all. */
	public static final ProxyRules NONE = new ProxyRules(null, true, List.of());

	private final @Nullable HttpProxy proxy;

	private final boolean loopbackToo;

	private final List<Exempt> exempts;

	private ProxyRules(@Nullable HttpProxy proxy, boolean loopbackToo, List<Exempt> exempts) {
		this.proxy = proxy;
		this.loopbackToo = loopbackToo;
		this.exempts = List.copyOf(exempts);
	}

	/**
	 * Everything goes through one proxy.
	 * @param proxy the proxy
	 * @return the rules
	 */
	public static ProxyRules always(HttpProxy proxy) {
		return new ProxyRules(proxy, true, List.of());
	}

	/**
	 * What the environment says.
	 * @param environment the value of a variable, or null
	 * @return the rules
	 * @throws IllegalArgumentException if it names a proxy that cannot be used, with the
	 * name of the variable
	 */
	public static ProxyRules ofEnvironment(Function<String, @Nullable String> environment) {
		String name = isSet(environment.apply("HTTPS_PROXY")) ? "HTTPS_PROXY" : "https_proxy";
		String url = environment.apply(name);
		if (url == null || url.isBlank()) {
			return NONE;
		}
		String exempt = environment.apply("NO_PROXY");
		exempt = isSet(exempt) ? exempt : environment.apply("no_proxy");
		try {
			return new ProxyRules(HttpProxy.parse(url), false, exempts((exempt != null) ? exempt : ""));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(name + ": " + ex.getMessage(), ex);
		}
	}

	private static boolean isSet(@Nullable String value) {
		return value != null && !value.isBlank();
	}

	private static List<Exempt> exempts(String list) {
		List<Exempt> exempts = new ArrayList<>();
		for (String entry : list.split(",", -1)) {
			if (!entry.isBlank()) {
				exempts.add(Exempt.parse(entry.strip().toLowerCase(Locale.ROOT)));
			}
		}
		return exempts;
	}

	/**
	 * The proxy for an address.
	 * @param address resolved or not
	 * @return the proxy, or null to connect directly
	 */
	public @Nullable HttpProxy proxyFor(InetSocketAddress address) {
		if (this.proxy == null) {
			return null;
		}
		String host = (address.getAddress() != null) ? address.getAddress().getHostAddress() : address.getHostString();
		String name = host.toLowerCase(Locale.ROOT);
		if (!this.loopbackToo && isLoopback(address, name)) {
			return null;
		}
		byte[] ip = Exempt.address(name);
		for (Exempt exempt : this.exempts) {
			if (exempt.matches(name, ip, address.getPort())) {
				return null;
			}
		}
		return this.proxy;
	}

	private static boolean isLoopback(InetSocketAddress address, String name) {
		if (address.getAddress() != null) {
			return address.getAddress().isLoopbackAddress();
		}
		return name.equals("localhost") || name.equals("::1") || (name.startsWith("127.") && isAddress(name));
	}

	private static boolean isAddress(String name) {
		return NetUtil.isValidIpV4Address(name);
	}

	@Override
	public String toString() {
		return (this.proxy == null) ? "no proxy" : "proxy " + this.proxy + ", except for " + this.exempts;
	}

	/**
	 * Who goes without: a name, an address or a block of addresses.
	 */
	private static final class Exempt {

		private static final String ANYBODY = "*";

		/** Empty for an address; with a leading dot for what ends in it alone. */
		private final String name;

		private final byte @Nullable [] ip;

		/** How many bits of the address count. */
		private final int bits;

		/** Zero for any. */
		private final int port;

		private Exempt(String name, byte @Nullable [] ip, int bits, int port) {
			this.name = name;
			this.ip = ip;
			this.bits = bits;
			this.port = port;
		}

		static Exempt parse(String entry) {
			int slash = entry.indexOf('/');
			byte[] start = (slash > 0) ? address(entry.substring(0, slash)) : null;
			int bits = (slash > 0) ? number(entry.substring(slash + 1)) : -1;
			if (start != null && bits >= 0 && bits <= start.length * Byte.SIZE) {
				return new Exempt("", start, bits, 0);
			}
			int colon = (address(entry) != null) ? -1 : entry.lastIndexOf(':');
			int port = Math.max(0, (colon > 0) ? number(entry.substring(colon + 1)) : 0);
			String host = (port > 0) ? entry.substring(0, colon) : entry;
			String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
			byte[] ip = address(bare);
			if (ip != null) {
				return new Exempt("", ip, ip.length * Byte.SIZE, port);
			}
			return new Exempt(bare.startsWith("*.") ? bare.substring(1) : bare, null, 0, port);
		}

		private static byte @Nullable [] address(String text) {
			return NetUtil.createByteArrayFromIpAddressString(text);
		}

		private static int number(String text) {
			boolean digits = !text.isEmpty() && text.length() <= 5
					&& text.chars().allMatch((c) -> c >= '0' && c <= '9');
			return digits ? Integer.parseInt(text) : -1;
		}

		boolean matches(String host, byte @Nullable [] address, int toPort) {
			if (this.port != 0 && this.port != toPort) {
				return false;
			}
			if (this.ip != null) {
				return address != null && isInBlock(this.ip, address);
			}
			if (this.name.startsWith(".")) {
				return host.endsWith(this.name);
			}
			return this.name.equals(ANYBODY) || host.equals(this.name) || host.endsWith("." + this.name);
		}

		private boolean isInBlock(byte[] start, byte[] address) {
			if (start.length != address.length) {
				return false;
			}
			for (int bit = 0; bit < this.bits; bit++) {
				int mask = 0x80 >> (bit % Byte.SIZE);
				if ((start[bit / Byte.SIZE] & mask) != (address[bit / Byte.SIZE] & mask)) {
					return false;
				}
			}
			return true;
		}

		@Override
		public String toString() {
			String text = (this.ip == null) ? this.name : NetUtil.bytesToIpAddress(this.ip) + "/" + this.bits;
			return (this.port == 0) ? text : text + ":" + this.port;
		}

	}

}
