/**
 * What the protoc plugin would write for a service, by hand.
 */
@NullMarked
package io.clientconn.autoconfigure.testclients;

import org.jspecify.annotations.NullMarked;
