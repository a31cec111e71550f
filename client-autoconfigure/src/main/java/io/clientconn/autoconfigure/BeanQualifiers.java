package io.clientconn.autoconfigure;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * What beans say about themselves: their definition, qualifier, names, and how they are
 * made. No bean is made to find out. Stateless.
 */
final class BeanQualifiers {

	private final ConfigurableListableBeanFactory beanFactory;

	BeanQualifiers(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * The definition of a bean, or null if somebody registered the bean by hand.
	 */
	@Nullable BeanDefinition definition(String beanName) {
		try {
			return this.beanFactory.getMergedBeanDefinition(beanName);
		}
		catch (NoSuchBeanDefinitionException ex) {
			return null;
		}
	}

	/**
	 * The qualifier of a bean, wherever it may stand.
	 */
	@Nullable String qualifier(String beanName) {
		Qualifier annotation = onDefinition(beanName);
		if (annotation == null) {
			annotation = this.beanFactory.findAnnotationOnBean(beanName, Qualifier.class, false);
		}
		if (annotation != null) {
			return annotation.value();
		}
		if (definition(beanName) instanceof AbstractBeanDefinition definition) {
			AutowireCandidateQualifier explicit = definition.getQualifier(Qualifier.class.getName());
			return (explicit != null && explicit.getAttribute(AnnotationUtils.VALUE) instanceof String text) ? text
					: null;
		}
		return null;
	}

	/**
	 * The field of a test that holds a mock is known to the mock's definition only.
	 */
	private @Nullable Qualifier onDefinition(String beanName) {
		AnnotatedElement element = (definition(beanName) instanceof RootBeanDefinition root)
				? root.getQualifiedElement() : null;
		return (element != null) ? AnnotatedElementUtils.getMergedAnnotation(element, Qualifier.class) : null;
	}

	/**
	 * The name of a bean and its aliases, in the form in which names of channels are
	 * equal.
	 */
	Stream<String> canonicalNames(String beanName) {
		return Stream.concat(Stream.of(beanName), Stream.of(this.beanFactory.getAliases(beanName)))
			.map(ChannelName::canonical);
	}

	/**
	 * Sorts objects as a context sorts its beans.
	 * @param objects what to sort, beans or not
	 * @param names the names of those that are beans
	 */
	<T> void sort(List<T> objects, IdentityHashMap<T, String> names) {
		objects.sort(AnnotationAwareOrderComparator.INSTANCE
			.withSourceProvider((object) -> orderSources(names.get(object))));
	}

	/**
	 * Where else than on the object its order may be stated, as a context looks for it:
	 * an attribute of the definition, the method that makes it, its class.
	 */
	private Object[] orderSources(@Nullable String beanName) {
		List<Object> sources = new ArrayList<>();
		if (beanName != null && definition(beanName) instanceof RootBeanDefinition root) {
			if (root.getAttribute(AbstractBeanDefinition.ORDER_ATTRIBUTE) instanceof Integer order) {
				sources.add((Ordered) () -> order);
			}
			if (root.getResolvedFactoryMethod() != null) {
				sources.add(root.getResolvedFactoryMethod());
			}
			if (root.getTargetType() != null) {
				sources.add(root.getTargetType());
			}
		}
		return sources.toArray();
	}

	/**
	 * The method that makes a bean, or null if a constructor does.
	 */
	@Nullable Method factoryMethod(String beanName) {
		return (definition(beanName) instanceof RootBeanDefinition root) ? root.getResolvedFactoryMethod() : null;
	}

	/**
	 * The class of a bean as far as it is known: of one under construction that of the
	 * object, also where a proxy will stand for it.
	 */
	@Nullable Class<?> type(String beanName) {
		Class<?> target = (definition(beanName) instanceof RootBeanDefinition root) ? root.getTargetType() : null;
		return (target != null) ? target : this.beanFactory.getType(beanName, false);
	}

}
