/**
 * Service config: parsed and validated.
 */
@NullMarked
package io.clientconn.config;

import org.jspecify.annotations.NullMarked;
