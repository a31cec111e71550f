package io.clientconn.autoconfigure;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a bean of type {@code io.grpc.ClientInterceptor}, on its class or on its
 * {@code @Bean} method: calls of all stubs of grpc-java that {@link GrpcClient} injects,
 * and of its {@code io.grpc.Channel}s, go through it. The bean that comes first by
 * {@link org.springframework.core.annotation.Order @Order} is the outermost; those that a
 * {@link GrpcClient} names are around all of these.
 * <p>
 * Generated clients of ClientConn do not know it. An interceptor for them, and for
 * everything else that uses the connection, is added in a {@link ClientConnCustomizer}.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE })
public @interface GlobalGrpcClientInterceptor {

}
