package io.clientconn.internal.route;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.clientconn.concurrent.AnyThread;
import org.jspecify.annotations.Nullable;

/**
 * A set that most of its kind never put anything in. Any thread may use it; it takes no
 * room to speak of before the first element.
 *
 * @param <E> what is in it
 */
@AnyThread
final class RareSet<E> {

	private static final VarHandle ELEMENTS;

	static {
		try {
			ELEMENTS = MethodHandles.lookup().findVarHandle(RareSet.class, "elements", Set.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private volatile @Nullable Set<E> elements;

	/**
	 * Whoever looks after this sees it.
	 */
	void add(E element) {
		Set<E> known = this.elements;
		if (known == null) {
			ELEMENTS.compareAndSet(this, null, ConcurrentHashMap.newKeySet(1));
			known = elements();
		}
		known.add(element);
	}

	boolean remove(E element) {
		Set<E> known = this.elements;
		return known != null && known.remove(element);
	}

	/**
	 * What is in it, to be read only; may change meanwhile.
	 */
	Set<E> elements() {
		Set<E> known = this.elements;
		return (known != null) ? known : Set.of();
	}

}
