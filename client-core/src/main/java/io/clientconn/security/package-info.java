/**
 * Transport security material and ready-made call credentials. The map of all rooms is
 * docs/architecture.md.
 */
@NullMarked
package io.clientconn.security;

import org.jspecify.annotations.NullMarked;
