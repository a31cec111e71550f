package io.clientconn.autoconfigure;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.clientconn.ClientConn;
import io.clientconn.concurrent.AnyThread;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The application's own connections. To look for one means to look at every bean there
 * is, so what was found for a configured channel is remembered once all beans are there.
 */
@AnyThread
final class UserConns {

	private final ConfigurableListableBeanFactory beanFactory;

	private final Set<String> channels;

	private final UserBeans userBeans;

	private final StandIns standIns;

	private final Map<String, Optional<String>> known = new ConcurrentHashMap<>();

	private volatile boolean complete;

	/**
	 * Makes a finder.
	 * @param beanFactory where to look
	 * @param channels the canonical names of the configured channels
	 */
	UserConns(ConfigurableListableBeanFactory beanFactory, Set<String> channels) {
		this.beanFactory = beanFactory;
		this.channels = channels;
		this.userBeans = new UserBeans(beanFactory, channels);
		this.standIns = new StandIns(this.userBeans);
	}

	/**
	 * From now on no bean is added.
	 */
	void complete() {
		this.complete = true;
	}

	/**
	 * Whether the application has a connection for a channel, without making it.
	 */
	boolean has(String canonical) {
		return beanName(canonical).isPresent();
	}

	/**
	 * The application's connection for a channel. One under construction does not count:
	 * it may be handing on the one of ours.
	 */
	@Nullable ClientConn find(String canonical) {
		String name = beanName(canonical).orElse(null);
		if (name == null || this.beanFactory.isCurrentlyInCreation(name)) {
			return null;
		}
		ClientConn conn = this.beanFactory.getBean(name, ClientConn.class);
		this.standIns.tell(name, ClientConn.class, canonical);
		return conn;
	}

	private Optional<String> beanName(String canonical) {
		if (!this.complete || !this.channels.contains(canonical)) {
			return look(canonical);
		}
		Optional<String> name = this.known.get(canonical);
		if (name == null) {
			name = look(canonical);
			this.known.put(canonical, name);
		}
		return name;
	}

	private Optional<String> look(String canonical) {
		return Optional.ofNullable(this.userBeans.qualified(ClientConn.class, canonical));
	}

}
