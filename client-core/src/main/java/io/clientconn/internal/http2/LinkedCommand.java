package io.clientconn.internal.http2;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import io.clientconn.concurrent.AnyThread;
import org.jspecify.annotations.Nullable;

/**
 * A command and its place in the queue.
 */
@AnyThread
abstract class LinkedCommand implements Command {

	private static final AtomicReferenceFieldUpdater<LinkedCommand, @Nullable Command> NEXT = AtomicReferenceFieldUpdater
		.newUpdater(LinkedCommand.class, Command.class, "next");

	private volatile @Nullable Command next;

	@Override
	public final @Nullable Command next() {
		return this.next;
	}

	@Override
	public final void linkTo(@Nullable Command next) {
		NEXT.lazySet(this, next);
	}

}
