package io.clientconn.autoconfigure;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.clientconn.concurrent.AnyThread;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells the log, once for each, which bean of the application stands in for what the
 * starter would have made: whoever did not mean it has no other sign of it.
 */
@AnyThread
final class StandIns {

	private static final Log logger = LogFactory.getLog(StandIns.class);

	private final UserBeans userBeans;

	private final Set<String> told = ConcurrentHashMap.newKeySet();

	StandIns(UserBeans userBeans) {
		this.userBeans = userBeans;
	}

	/**
	 * A bean is used.
	 * @param beanName its name
	 * @param type what was asked for
	 * @param channel the channel as asked for
	 */
	void tell(String beanName, Class<?> type, String channel) {
		String canonical = ChannelName.canonical(channel);
		if (!this.told.add(beanName + " " + type.getName() + " " + canonical)) {
			return;
		}
		String text = "Bean '" + beanName + "' takes the place of the " + type.getSimpleName() + " of gRPC channel '"
				+ channel + "'";
		if (this.userBeans.isQualified(beanName, canonical)) {
			logger.info(text + ", whose name it bears.");
		}
		else if (this.userBeans.isOfAnotherChannel(beanName, canonical)) {
			logger.warn(text + ", because there is no other bean of this type. It is made from a client of another "
					+ "channel: add @Qualifier with the name of that channel if it is for that one only.");
		}
		else {
			logger.info(text + ", because there is no other bean of this type that could be meant.");
		}
	}

}
