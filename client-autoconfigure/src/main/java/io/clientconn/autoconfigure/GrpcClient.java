package io.clientconn.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.beans.factory.annotation.Autowired;

/**
 * Asks for a client of a channel. It goes on a field, on a parameter of a constructor or
 * of a {@code @Bean} method, or on a setter, and implies {@link Autowired}. The type may
 * be a generated client, {@link io.clientconn.ClientConn} or
 * {@link io.clientconn.rpc.Channel}; with {@code client-grpc-java} on the class path also
 * a stub of grpc-java, {@code io.grpc.Channel}, or whatever a {@link StubFactory} makes.
 * <p>
 * All clients of a channel share its one connection. A bean of the application that has
 * the type and carries the channel's name, as its qualifier or else as its own name, is
 * taken instead of a new client; and so is the only bean of a client's type that carries
 * neither a qualifier nor the name of another channel: mocks and fakes need nothing else.
 * Among several of those, the primary one is taken unless it is made from a client of
 * another channel. Likewise a {@code Channel} bean that carries the channel's name takes
 * the place of the connection. A bean is never injected into itself.
 * <p>
 * A name that no channel has stops the application.
 *
 * @since 0.1.0
 */
@Documented
@Autowired
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE })
public @interface GrpcClient {

	/**
	 * The channel.
	 * @return a name under {@code grpc.client.channel}, or a placeholder such as
	 * <code>${shop.backend}</code> for one; case, dashes and underscores do not matter
	 */
	String value();

	/**
	 * Interceptors for the calls of this client alone. The first one is the outermost;
	 * those of the channel come after them. A bean of the class is used if there is one,
	 * otherwise an object is made for this place and autowired like a bean.
	 * <p>
	 * They are of type {@link io.clientconn.rpc.ClientInterceptor}, or where the place
	 * has a type of grpc-java of type {@code io.grpc.ClientInterceptor}. Another class
	 * stops the application.
	 * <p>
	 * They are put around a connection or a {@code Channel} bean. A bean that is taken
	 * instead of the client stays as it is.
	 * @return their classes
	 */
	Class<?>[] interceptors() default {};

}
