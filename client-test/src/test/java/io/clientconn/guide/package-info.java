/**
 * What docs/stubs.md shows, compiled and run.
 */
@NullMarked
package io.clientconn.guide;

import org.jspecify.annotations.NullMarked;
