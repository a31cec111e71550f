package io.clientconn.autoconfigure;

import java.lang.annotation.Annotation;

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
		GrpcClient annotation = find(descriptor.getAnnotations());
		MethodParameter parameter = descriptor.getMethodParameter();
		if (annotation == null && parameter != null) {
			// A setter carries it on the method.
			annotation = find(parameter.getMethodAnnotations());
		}
		return (annotation != null) ? this.injection.resolve(annotation, descriptor) : null;
	}

	private static @Nullable GrpcClient find(Annotation[] annotations) {
		return (annotations.length > 0) ? AnnotatedElementUtils
			.getMergedAnnotation(AnnotatedElementUtils.forAnnotations(annotations), GrpcClient.class) : null;
	}

}
