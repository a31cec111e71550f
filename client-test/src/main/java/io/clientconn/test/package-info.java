/**
 * What tests of applications and of channels need: services without a network, a clock
 * that is moved by hand, connections, names and policies that a test plays, and the
 * contracts that every channel fulfils.
 */
@NullMarked
package io.clientconn.test;

import org.jspecify.annotations.NullMarked;
