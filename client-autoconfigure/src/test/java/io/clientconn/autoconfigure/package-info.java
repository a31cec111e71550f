/**
 * Tests of the Spring Boot side.
 */
@NullMarked
package io.clientconn.autoconfigure;

import org.jspecify.annotations.NullMarked;
