/**
 * The vocabulary of a call: methods, options, metadata, status, streams. The map of all
 * rooms is docs/architecture.md.
 */
@NullMarked
package io.clientconn.rpc;

import org.jspecify.annotations.NullMarked;
