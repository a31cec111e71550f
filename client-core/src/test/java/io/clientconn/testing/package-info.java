/**
 * Fakes for core's own tests: time, threads and connections that a test moves by hand.
 */
@NullMarked
package io.clientconn.testing;

import org.jspecify.annotations.NullMarked;
