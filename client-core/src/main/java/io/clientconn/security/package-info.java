/**
 * Transport security material.
 */
@NullMarked
package io.clientconn.security;

import org.jspecify.annotations.NullMarked;
