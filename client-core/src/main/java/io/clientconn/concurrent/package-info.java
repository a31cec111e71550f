/**
 * Serializer, scheduler and the ownership annotations: how state is kept to one owner.
 * The map of all rooms is docs/architecture.md.
 */
@NullMarked
package io.clientconn.concurrent;

import org.jspecify.annotations.NullMarked;
