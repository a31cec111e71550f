/**
 * The control plane of one channel, owned by one serializer. The map of all rooms is
 * docs/architecture.md.
 */
@NullMarked
package io.clientconn.internal.channel;

import org.jspecify.annotations.NullMarked;
