package io.clientconn.internal.health;

import java.util.concurrent.Executor;
import java.util.function.IntToLongFunction;

import io.clientconn.concurrent.Scheduler;
import io.clientconn.internal.call.DirectStreams;

/**
 * What the watches of one address need from outside. Immutable.
 *
 * @param peer the address, for texts
 * @param streams makes streams
 * @param serializer owns the watches
 * @param scheduler time
 * @param pauses how many nanoseconds to pause, by how many pauses in a row went before;
 * asked in the serializer
 */
public record WatchSettings(String peer, DirectStreams streams, Executor serializer, Scheduler scheduler,
		IntToLongFunction pauses) {

}
