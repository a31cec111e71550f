package io.clientconn.autoconfigure;

import java.lang.reflect.Member;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;

/**
 * Finds the application's own beans that stand in for what the starter would make, by
 * name and without making them. A bean never stands in at a place that belongs to its own
 * making, so that it can wrap what it asks for; it counts there all the same. Stateless.
 */
final class UserBeans {

	/** Marks the definitions that the starter adds. */
	static final String OURS = UserBeans.class.getName() + ".ours";

	private final ConfigurableListableBeanFactory beanFactory;

	private final Set<String> channels;

	private final BeanQualifiers beans;

	/**
	 * Makes a finder.
	 * @param beanFactory where to look, and in its ancestors
	 * @param channels the canonical names of the configured channels
	 */
	UserBeans(ConfigurableListableBeanFactory beanFactory, Set<String> channels) {
		this.beanFactory = beanFactory;
		this.channels = channels;
		this.beans = new BeanQualifiers(beanFactory);
	}

	/**
	 * The bean of a type whose qualifier, or else whose name, is a channel.
	 * @param type the type
	 * @param canonical the canonical name of the channel
	 * @return the name of the bean, or null if there is none
	 */
	@Nullable String qualified(Class<?> type, String canonical) {
		return qualifiedName(candidates(type), canonical);
	}

	/**
	 * The same for a place.
	 */
	@Nullable String qualified(Class<?> type, String canonical, DependencyDescriptor place) {
		List<String> candidates = candidates(type);
		candidates.removeIf((name) -> isMadeWith(name, place));
		return qualifiedName(candidates, canonical);
	}

	/**
	 * The bean that {@link #qualified} finds, or else the first one that is for no
	 * channel in particular. Each of those is fetched once, so that a prototype is made
	 * once.
	 */
	<T> @Nullable T qualifiedOrFirst(Class<T> type, String canonical) {
		List<String> candidates = candidates(type);
		String qualified = qualifiedName(candidates, canonical);
		if (qualified != null) {
			return this.beanFactory.getBean(qualified, type);
		}
		candidates.removeIf(this::isForOneChannel);
		IdentityHashMap<T, String> general = new IdentityHashMap<>();
		List<T> ordered = new ArrayList<>();
		for (String name : candidates) {
			T bean = this.beanFactory.getBean(name, type);
			general.put(bean, name);
			ordered.add(bean);
		}
		this.beans.sort(ordered, general);
		return ordered.isEmpty() ? null : ordered.get(0);
	}

	/**
	 * The bean that {@link #qualified} finds for a place, or else the only one that is
	 * for no channel in particular. Among several of those, the primary one counts as the
	 * only one unless it is itself made from a client of another channel.
	 */
	@Nullable String qualifiedOrOnly(Class<?> type, String canonical, DependencyDescriptor place) {
		List<String> candidates = candidates(type);
		List<String> others = new ArrayList<>(candidates);
		others.removeIf((name) -> isMadeWith(name, place));
		String qualified = qualifiedName(others, canonical);
		if (qualified != null) {
			return qualified;
		}
		boolean asksItself = others.size() < candidates.size();
		others.removeIf(this::isForOneChannel);
		List<String> chosen = filter(others, BeanDefinition::isPrimary);
		if (chosen.isEmpty() && !asksItself) {
			List<String> regular = filter(others, (definition) -> !definition.isFallback());
			chosen = regular.isEmpty() ? others : regular;
		}
		if (chosen.size() != 1 || (candidates.size() > 1 && isOfAnotherChannel(chosen.get(0), canonical))) {
			return null;
		}
		return chosen.get(0);
	}

	/**
	 * Whether a bean says by qualifier or name that it is for a channel.
	 */
	boolean isQualified(String beanName, String canonical) {
		String qualifier = this.beans.qualifier(beanName);
		return (qualifier != null) ? ChannelName.canonical(qualifier).equals(canonical)
				: this.beans.canonicalNames(beanName).anyMatch(canonical::equals);
	}

	/**
	 * Whether a bean is itself made from clients, and none of them is of this channel.
	 */
	boolean isOfAnotherChannel(String beanName, String canonical) {
		Set<String> asked = GrpcClientPlaces.channels(this.beans.type(beanName), this.beans.factoryMethod(beanName),
				this::resolved);
		return !asked.isEmpty() && !asked.contains(canonical);
	}

	/**
	 * A placeholder that cannot be resolved is complained about at its own place, if that
	 * is ever served.
	 */
	private String resolved(String name) {
		try {
			return String.valueOf(this.beanFactory.resolveEmbeddedValue(name));
		}
		catch (IllegalArgumentException ex) {
			return name;
		}
	}

	private List<String> candidates(Class<?> type) {
		List<String> names = new ArrayList<>(
				List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type, true, false)));
		names.removeIf((name) -> !counts(this.beans.definition(name)));
		return names;
	}

	private static boolean counts(@Nullable BeanDefinition definition) {
		return definition == null || (definition.isAutowireCandidate() && !definition.hasAttribute(OURS));
	}

	private @Nullable String qualifiedName(List<String> candidates, String canonical) {
		return candidates.stream().filter((name) -> isQualified(name, canonical)).findFirst().orElse(null);
	}

	/**
	 * Whether a bean has a qualifier, or the name of a configured channel.
	 */
	private boolean isForOneChannel(String beanName) {
		return this.beans.qualifier(beanName) != null
				|| this.beans.canonicalNames(beanName).anyMatch(this.channels::contains);
	}

	/**
	 * Whether a place is in the class of a bean, or a parameter of the method that makes
	 * it.
	 */
	private boolean isMadeWith(String beanName, DependencyDescriptor place) {
		Member member = place.getMember();
		if (member.equals(this.beans.factoryMethod(beanName))) {
			return true;
		}
		Class<?> type = this.beans.type(beanName);
		return type != null && member.getDeclaringClass().isAssignableFrom(type);
	}

	private List<String> filter(List<String> names, Predicate<BeanDefinition> condition) {
		return names.stream().filter((name) -> {
			BeanDefinition definition = this.beans.definition(name);
			return definition != null && condition.test(definition);
		}).toList();
	}

}
