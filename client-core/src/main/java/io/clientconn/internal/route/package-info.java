/**
 * Where control plane and data plane meet: the current snapshot and the picks that wait
 * for a better one. The map of all rooms is docs/architecture.md.
 */
@NullMarked
package io.clientconn.internal.route;

import org.jspecify.annotations.NullMarked;
