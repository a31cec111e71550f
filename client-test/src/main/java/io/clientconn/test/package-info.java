/**
 * What tests of applications and of channels need: services without a network, a clock
 * that is moved by hand, and the contracts that every channel fulfils.
 */
@NullMarked
package io.clientconn.test;

import org.jspecify.annotations.NullMarked;
