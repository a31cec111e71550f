/**
 * What an application holds: the channel, its builder and the runtime that channels
 * share. Every other package is reachable from here, and none of them looks back. The map
 * of all rooms is docs/architecture.md.
 */
@NullMarked
package io.clientconn;

import org.jspecify.annotations.NullMarked;
