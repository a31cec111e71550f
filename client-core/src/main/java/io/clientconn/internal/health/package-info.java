/**
 * Asks the server of a connection whether it wants calls (gRFC A17). The map of all rooms
 * is docs/architecture.md.
 */
@NullMarked
package io.clientconn.internal.health;

import org.jspecify.annotations.NullMarked;
