/**
 * The protoc plugin that writes client interfaces.
 */
@NullMarked
package io.clientconn.codegen;

import org.jspecify.annotations.NullMarked;
