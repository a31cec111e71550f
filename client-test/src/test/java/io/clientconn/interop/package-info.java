/**
 * gRPC's interoperability cases with our client; docs/interop.md says how to run them.
 */
@NullMarked
package io.clientconn.interop;

import org.jspecify.annotations.NullMarked;
