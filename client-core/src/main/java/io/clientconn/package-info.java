/**
 * What an application holds: the channel, its builder and the runtime that channels
 * share. Every other package is reachable from here, and none of them looks back.
 */
@NullMarked
package io.clientconn;

import org.jspecify.annotations.NullMarked;
