/**
 * Service config: parsed and validated. The map of all rooms is docs/architecture.md.
 */
@NullMarked
package io.clientconn.config;

import org.jspecify.annotations.NullMarked;
