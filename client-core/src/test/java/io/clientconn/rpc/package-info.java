/** Tests of options, metadata and statuses. */
@NullMarked
package io.clientconn.rpc;

import org.jspecify.annotations.NullMarked;
