package io.clientconn.autoconfigure;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.clientconn.ClientConn;
import io.clientconn.concurrent.AnyThread;
import io.clientconn.grpcjava.GrpcJavaChannels;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.util.ReflectionUtils;

/**
 * What code made for grpc-java gets of a channel: one view of its connection, shared by
 * all, and stubs over that view. To be loaded only if the bridge is on the class path.
 */
@AnyThread
final class GrpcJavaClients {

	private final ConfigurableListableBeanFactory beanFactory;

	private final GlobalInterceptors globalInterceptors;

	private final InjectedInterceptors interceptors;

	/** The view of each channel, by canonical name. */
	private final Map<String, View> views = new ConcurrentHashMap<>();

	GrpcJavaClients(ConfigurableListableBeanFactory beanFactory, InjectedInterceptors interceptors) {
		this.beanFactory = beanFactory;
		this.globalInterceptors = new GlobalInterceptors(beanFactory);
		this.interceptors = interceptors;
	}

	/**
	 * Whether a type can be made over a channel of grpc-java.
	 */
	boolean supports(Class<?> type) {
		return GrpcJavaTypes.isChannel(type) || factory(type) != null
				|| (GrpcJavaTypes.isStub(type) && GrpcJavaTypes.maker(type) != null);
	}

	/**
	 * The channel of the application's own that takes the place of a view.
	 * @return the name of the bean, or null
	 */
	@Nullable String standIn(UserBeans userBeans, String canonical, DependencyDescriptor place) {
		return userBeans.qualified(Channel.class, canonical, place);
	}

	/**
	 * That channel.
	 */
	Object users(String beanName, StandIns standIns, String channel) {
		Channel bean = this.beanFactory.getBean(beanName, Channel.class);
		standIns.tell(beanName, Channel.class, channel);
		return bean;
	}

	/**
	 * The one view of a channel. It is remembered, and made again only if the channel has
	 * got another connection.
	 * @param canonical the canonical name of the channel
	 * @param conn its connection
	 * @return an {@code io.grpc.Channel}
	 */
	Object view(String canonical, ClientConn conn) {
		View known = this.views.get(canonical);
		if (known != null && known.conn() == conn) {
			return known.channel();
		}
		// Outside of the map: an interceptor may itself ask for a channel.
		View made = new View(conn,
				GrpcJavaChannels.over(conn, this.globalInterceptors.find().toArray(ClientInterceptor[]::new)));
		View kept = this.views.merge(canonical, made,
				(earlier, later) -> (earlier.conn() == later.conn()) ? earlier : later);
		return kept.channel();
	}

	/**
	 * Makes what a place asks for.
	 * @param type a supported type
	 * @param channel an {@code io.grpc.Channel}
	 * @param wish the annotation of the place
	 * @param place the place in words
	 * @return a stub, or the channel with the interceptors of the place
	 */
	Object create(Class<?> type, Object channel, GrpcClient wish, String place) {
		List<ClientInterceptor> own = this.interceptors.find(wish.interceptors(), ClientInterceptor.class, place);
		Channel intercepted = ClientInterceptors.interceptForward((Channel) channel, own);
		return GrpcJavaTypes.isChannel(type) ? intercepted : stub(type, intercepted, place);
	}

	private Object stub(Class<?> type, Channel channel, String place) {
		StubFactory factory = factory(type);
		Object stub;
		try {
			stub = (factory != null) ? factory.create(type, channel) : make(GrpcJavaTypes.maker(type), channel);
		}
		catch (RuntimeException ex) {
			throw new FailureAnalyzedException(
					"@GrpcClient on " + place + " asks for a " + type.getName() + ", and "
							+ ((factory != null) ? factory.getClass().getName() : "its own factory") + " failed with "
							+ ex.getClass().getName() + ": " + ex.getMessage() + ".",
					"Correct the factory, or add a bean of type " + StubFactory.class.getName() + ".", ex);
		}
		if (!type.isInstance(stub)) {
			throw new FailureAnalyzedException(
					"@GrpcClient on " + place + " asks for a " + type.getName() + ", but "
							+ ((factory != null) ? factory.getClass().getName() : "its own factory") + " made "
							+ ((stub != null) ? "a " + stub.getClass().getName() : "nothing") + ".",
					"Let supports(..) of the factory say yes to types only that create(..) makes.");
		}
		return stub;
	}

	private @Nullable StubFactory factory(Class<?> type) {
		if (GrpcJavaTypes.isChannel(type) || GrpcJavaTypes.isManagedChannel(type)) {
			return null;
		}
		return this.beanFactory.getBeanProvider(StubFactory.class)
			.orderedStream()
			.filter((each) -> each.supports(type))
			.findFirst()
			.orElse(null);
	}

	private static @Nullable Object make(@Nullable Executable maker, Channel channel) {
		try {
			if (maker instanceof Method method) {
				return ReflectionUtils.invokeMethod(method, null, channel);
			}
			return (maker instanceof Constructor<?> constructor) ? constructor.newInstance(channel) : null;
		}
		catch (InvocationTargetException ex) {
			throw new IllegalStateException("its constructor failed", ex.getCause());
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("cannot call " + maker, ex);
		}
	}

	/**
	 * A connection as grpc-java sees it.
	 *
	 * @param conn the connection
	 * @param channel the channel over it, with the global interceptors
	 */
	private record View(ClientConn conn, Channel channel) {

	}

}
