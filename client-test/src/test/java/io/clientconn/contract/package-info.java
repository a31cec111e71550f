/**
 * The contracts of client-test, run against our channels.
 */
@NullMarked
package io.clientconn.contract;

import org.jspecify.annotations.NullMarked;
