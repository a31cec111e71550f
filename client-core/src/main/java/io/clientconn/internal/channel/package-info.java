/**
 * The control plane of one channel, owned by one serializer.
 */
@NullMarked
package io.clientconn.internal.channel;

import org.jspecify.annotations.NullMarked;
