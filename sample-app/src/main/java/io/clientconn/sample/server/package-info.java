/**
 * The RouteGuide servers that the sample brings along, so that it has something to call.
 */
@NullMarked
package io.clientconn.sample.server;

import org.jspecify.annotations.NullMarked;
