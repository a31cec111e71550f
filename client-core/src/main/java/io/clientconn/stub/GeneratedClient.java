package io.clientconn.stub;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a generated client interface and names the class that makes its implementation.
 * It lets a container find client interfaces and create them by type, ahead of time too:
 * the factory is a class constant, never a name.
 *
 * @since 0.1.0
 * @see ClientFactories#create
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface GeneratedClient {

	/**
	 * The factory of the annotated interface.
	 * @return a public class with a public constructor without parameters
	 */
	Class<? extends ClientFactory<?>> value();

}
