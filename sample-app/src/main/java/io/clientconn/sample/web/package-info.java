/**
 * The sample's HTTP side: what comes in as JSON goes out as gRPC calls of the generated
 * client, and back.
 */
@NullMarked
package io.clientconn.sample.web;

import org.jspecify.annotations.NullMarked;
