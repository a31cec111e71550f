/**
 * Serializer, scheduler and the ownership annotations: how state is kept to one owner.
 */
@NullMarked
package io.clientconn.concurrent;

import org.jspecify.annotations.NullMarked;
