package io.clientconn.autoconfigure;

import java.lang.annotation.Annotation;
import java.lang.reflect.Modifier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.context.annotation.ContextAnnotationAutowireCandidateResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * Serves {@link GrpcClient} the way the container serves {@code @Value}: as a value for a
 * dependency, in fields, constructors and methods alike, and before any callback of the
 * bean. Everything else stays as it is.
 */
final class GrpcClientCandidateResolver extends ContextAnnotationAutowireCandidateResolver {

	private final ClientInjection injection;

	GrpcClientCandidateResolver(ClientInjection injection) {
		this.injection = injection;
	}

	@Override
	public @Nullable Object getSuggestedValue(DependencyDescriptor descriptor) {
		Object value = super.getSuggestedValue(descriptor);
		if (value != null) {
			return value;
		}
		GrpcClient annotation = annotation(descriptor);
		return (annotation != null) ? this.injection.resolve(annotation, descriptor) : null;
	}

	@Override
	public @Nullable Object getLazyResolutionProxyIfNecessary(DependencyDescriptor descriptor,
			@Nullable String beanName) {
		return isFinal(descriptor) ? null : super.getLazyResolutionProxyIfNecessary(descriptor, beanName);
	}

	@Override
	public @Nullable Class<?> getLazyResolutionProxyClass(DependencyDescriptor descriptor, @Nullable String beanName) {
		return isFinal(descriptor) ? null : super.getLazyResolutionProxyClass(descriptor, beanName);
	}

	/**
	 * A final class can have no proxy. Connections, and the stubs that protoc makes for
	 * grpc-java, need none to be lazy: they dial with the first call.
	 */
	private static boolean isFinal(DependencyDescriptor descriptor) {
		return Modifier.isFinal(descriptor.getDependencyType().getModifiers()) && annotation(descriptor) != null;
	}

	private static @Nullable GrpcClient annotation(DependencyDescriptor descriptor) {
		GrpcClient annotation = find(descriptor.getAnnotations());
		MethodParameter parameter = descriptor.getMethodParameter();
		// A setter carries it on the method.
		return (annotation == null && parameter != null) ? find(parameter.getMethodAnnotations()) : annotation;
	}

	private static @Nullable GrpcClient find(Annotation[] annotations) {
		return (annotations.length > 0) ? AnnotatedElementUtils
			.getMergedAnnotation(AnnotatedElementUtils.forAnnotations(annotations), GrpcClient.class) : null;
	}

}
