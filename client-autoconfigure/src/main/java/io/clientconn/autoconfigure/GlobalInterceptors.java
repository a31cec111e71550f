package io.clientconn.autoconfigure;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

import io.grpc.ClientInterceptor;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * The application's interceptors of grpc-java that are for all channels: marked with
 * {@link GlobalGrpcClientInterceptor}, or with Spring gRPC's annotation for the same.
 * Stateless.
 */
final class GlobalInterceptors {

	private static final String SPRING_GRPC_MARK = "org.springframework.grpc.client.GlobalClientInterceptor";

	private final ConfigurableListableBeanFactory beanFactory;

	private final BeanQualifiers beans;

	private final List<Class<? extends Annotation>> marks;

	GlobalInterceptors(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.beans = new BeanQualifiers(beanFactory);
		Class<? extends Annotation> springGrpcs = springGrpcMark(beanFactory.getBeanClassLoader());
		this.marks = (springGrpcs != null) ? List.of(GlobalGrpcClientInterceptor.class, springGrpcs)
				: List.of(GlobalGrpcClientInterceptor.class);
	}

	private static @Nullable Class<? extends Annotation> springGrpcMark(@Nullable ClassLoader classLoader) {
		try {
			return ClassUtils.forName(SPRING_GRPC_MARK, classLoader).asSubclass(Annotation.class);
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

	/**
	 * All of them, in their order. Only marked beans are made.
	 */
	List<ClientInterceptor> find() {
		return find(List.of());
	}

	/**
	 * All of them and others, sorted together.
	 * @param others interceptors that are beans or not
	 */
	List<ClientInterceptor> find(List<ClientInterceptor> others) {
		IdentityHashMap<ClientInterceptor, String> names = new IdentityHashMap<>();
		List<ClientInterceptor> interceptors = new ArrayList<>(others);
		for (String name : BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory,
				ClientInterceptor.class)) {
			if (isMarked(name)) {
				ClientInterceptor interceptor = this.beanFactory.getBean(name, ClientInterceptor.class);
				names.put(interceptor, name);
				interceptors.add(interceptor);
			}
			else if (!others.isEmpty() && this.beanFactory.getSingleton(name) instanceof ClientInterceptor made) {
				names.put(made, name);
			}
		}
		this.beans.sort(interceptors, names);
		return interceptors;
	}

	private boolean isMarked(String beanName) {
		return this.marks.stream().anyMatch((mark) -> this.beanFactory.findAnnotationOnBean(beanName, mark) != null);
	}

}
