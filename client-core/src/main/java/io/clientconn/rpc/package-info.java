/**
 * The vocabulary of a call: methods, options, metadata, status, streams.
 */
@NullMarked
package io.clientconn.rpc;

import org.jspecify.annotations.NullMarked;
