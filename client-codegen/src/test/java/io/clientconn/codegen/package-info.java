/**
 * The generator, driven in process, and the compiler on what it writes.
 */
@NullMarked
package io.clientconn.codegen;

import org.jspecify.annotations.NullMarked;
