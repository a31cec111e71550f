/**
 * The sample application.
 */
@NullMarked
package io.clientconn.sample;

import org.jspecify.annotations.NullMarked;
