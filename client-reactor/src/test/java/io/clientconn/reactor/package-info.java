@NullMarked
package io.clientconn.reactor;

import org.jspecify.annotations.NullMarked;
