/**
 * Calls as {@code Mono} and {@code Flux}, for generated clients of the flavour reactor.
 */
@NullMarked
package io.clientconn.reactor;

import org.jspecify.annotations.NullMarked;
