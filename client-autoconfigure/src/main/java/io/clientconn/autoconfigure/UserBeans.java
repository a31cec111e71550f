package io.clientconn.autoconfigure;

import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/**
 * Finds the application's own beans that stand in for what the starter would make. A bean
 * under construction does not count: it may be a decorator that asks for what it wraps.
 * Stateless.
 */
final class UserBeans {

	/** Marks the definitions that the starter adds. */
	static final String OURS = UserBeans.class.getName() + ".ours";

	private final ConfigurableListableBeanFactory beanFactory;

	UserBeans(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * The bean of a type whose qualifier, or else whose name, is a channel.
	 * @param type the type
	 * @param canonical the canonical name of the channel
	 * @return the bean, or null if there is none
	 */
	<T> @Nullable T qualified(Class<T> type, String canonical) {
		String name = qualifiedName(candidates(type), canonical);
		return (name != null) ? this.beanFactory.getBean(name, type) : null;
	}

	/**
	 * The bean that {@link #qualified} finds, or else the only one without a qualifier.
	 */
	<T> @Nullable T qualifiedOrOnly(Class<T> type, String canonical) {
		List<String> candidates = candidates(type);
		String name = qualifiedName(candidates, canonical);
		if (name == null) {
			candidates.removeIf((candidate) -> qualifier(candidate) != null);
			name = (candidates.size() == 1) ? candidates.get(0) : null;
		}
		return (name != null) ? this.beanFactory.getBean(name, type) : null;
	}

	/**
	 * The bean that {@link #qualified} finds, or else the first one without a qualifier.
	 * @param ordered all beans of the type, the most important one first
	 */
	<T> @Nullable T qualifiedOrFirst(Class<T> type, String canonical, ObjectProvider<T> ordered) {
		List<String> candidates = candidates(type);
		String name = qualifiedName(candidates, canonical);
		if (name != null) {
			return this.beanFactory.getBean(name, type);
		}
		Set<T> unqualified = Collections.newSetFromMap(new IdentityHashMap<>());
		candidates.stream()
			.filter((candidate) -> qualifier(candidate) == null)
			.forEach((candidate) -> unqualified.add(this.beanFactory.getBean(candidate, type)));
		return ordered.orderedStream().filter(unqualified::contains).findFirst().orElse(null);
	}

	/**
	 * Whether {@link #qualified} finds a bean, without making it.
	 */
	boolean hasQualified(Class<?> type, String canonical) {
		return qualifiedName(candidates(type), canonical) != null;
	}

	private List<String> candidates(Class<?> type) {
		List<String> names = new ArrayList<>(
				List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type, true, false)));
		names.removeIf((name) -> this.beanFactory.isCurrentlyInCreation(name) || !counts(definition(name)));
		return names;
	}

	private static boolean counts(@Nullable BeanDefinition definition) {
		return definition == null || (definition.isAutowireCandidate() && !definition.hasAttribute(OURS));
	}

	private @Nullable String qualifiedName(List<String> candidates, String canonical) {
		return candidates.stream().filter((name) -> isQualified(name, canonical)).findFirst().orElse(null);
	}

	private boolean isQualified(String beanName, String canonical) {
		String qualifier = qualifier(beanName);
		if (qualifier != null) {
			return ChannelName.canonical(qualifier).equals(canonical);
		}
		return Stream.concat(Stream.of(beanName), Stream.of(this.beanFactory.getAliases(beanName)))
			.anyMatch((name) -> ChannelName.canonical(name).equals(canonical));
	}

	/**
	 * The qualifier of a bean, wherever it may stand.
	 */
	private @Nullable String qualifier(String beanName) {
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

	private @Nullable BeanDefinition definition(String beanName) {
		try {
			return this.beanFactory.getMergedBeanDefinition(beanName);
		}
		catch (NoSuchBeanDefinitionException ex) {
			// A singleton that somebody registered by hand.
			return null;
		}
	}

}
