/**
 * Name resolution: the SPI and the built-in schemes.
 */
@NullMarked
package io.clientconn.resolver;

import org.jspecify.annotations.NullMarked;
