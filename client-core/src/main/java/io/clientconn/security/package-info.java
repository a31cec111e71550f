/**
 * Transport security material and ready-made call credentials.
 */
@NullMarked
package io.clientconn.security;

import org.jspecify.annotations.NullMarked;
