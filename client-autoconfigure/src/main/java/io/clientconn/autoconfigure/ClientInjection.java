package io.clientconn.autoconfigure;

import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Objects;

import io.clientconn.ClientConn;
import io.clientconn.rpc.Channel;
import io.clientconn.stub.ClientFactories;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.MethodParameter;
import org.springframework.util.ClassUtils;

/**
 * Decides what a place marked with {@link GrpcClient} gets. Stateless.
 */
final class ClientInjection {

	private static final String BRIDGE = "io.clientconn.grpcjava.GrpcJavaChannels";

	private static final String BRIDGE_ARTIFACT = "io.clientconn:client-grpc-java";

	private final ConfigurableListableBeanFactory beanFactory;

	private final UserBeans userBeans;

	private final StandIns standIns;

	private final InjectedInterceptors interceptors;

	/** Null without the bridge. */
	private final @Nullable GrpcJavaClients grpcJava;

	ClientInjection(ConfigurableListableBeanFactory beanFactory, UserBeans userBeans) {
		this.beanFactory = beanFactory;
		this.userBeans = userBeans;
		this.standIns = new StandIns(userBeans);
		this.interceptors = new InjectedInterceptors(beanFactory);
		this.grpcJava = ClassUtils.isPresent(BRIDGE, beanFactory.getBeanClassLoader())
				? new GrpcJavaClients(beanFactory, this.interceptors) : null;
	}

	/**
	 * What to inject.
	 * @param wish the annotation
	 * @param place where to
	 * @return a bean of the application's, a new client, or the connection
	 */
	Object resolve(GrpcClient wish, DependencyDescriptor place) {
		checkPlace(place);
		String channel = channelName(wish, place);
		Class<?> type = place.getResolvableType().resolve(place.getDependencyType());
		if (type == ClientConn.class) {
			checkNoInterceptors(wish, place);
			return conn(channel, place);
		}
		if (type == Channel.class) {
			return intercepted(wish, channel, place);
		}
		boolean generated = ClientFactories.isGeneratedClient(type);
		if (!generated) {
			checkGrpcJavaType(type, place);
		}
		String users = standIn(type, ChannelName.canonical(channel), place);
		if (users != null) {
			return users(users, type, channel);
		}
		return generated ? ClientFactories.create(type, intercepted(wish, channel, place))
				: ofGrpcJava(type, wish, channel, place);
	}

	/**
	 * A bean for all channels may be a client; it cannot be a channel.
	 */
	private @Nullable String standIn(Class<?> type, String canonical, DependencyDescriptor place) {
		return GrpcJavaTypes.isChannel(type) ? null : this.userBeans.qualifiedOrOnly(type, canonical, place);
	}

	private void checkGrpcJavaType(Class<?> type, DependencyDescriptor place) {
		boolean stub = GrpcJavaTypes.isStub(type);
		if (GrpcJavaTypes.isManagedChannel(type)) {
			throw new FailureAnalyzedException(
					"@GrpcClient is on " + describe(place) + ", whose type is " + type.getName()
							+ ": a channel that all stubs share must not be shut down by one of its users.",
					"Use the type io.grpc.Channel.");
		}
		if (this.grpcJava == null) {
			if (stub || GrpcJavaTypes.isChannel(type)) {
				throw new FailureAnalyzedException(
						"@GrpcClient is on " + describe(place) + ", whose type is " + type.getName()
								+ " of grpc-java, and the bridge for those is not on the class path.",
						"Add the dependency " + BRIDGE_ARTIFACT
								+ ", or use a client that the ClientConn protoc plugin generated.");
			}
			throw wrongType(type, place);
		}
		if (!this.grpcJava.supports(type)) {
			throw stub
					? new FailureAnalyzedException(
							"@GrpcClient is on " + describe(place) + ", whose type is " + type.getName()
									+ ": the class around this stub has no public static method that makes one of an "
									+ "io.grpc.Channel, nor has the stub such a constructor.",
							"Add a bean of type " + StubFactory.class.getName() + " that supports it.")
					: wrongType(type, place);
		}
	}

	/**
	 * A stub or the channel below it. The application may put a channel of its own in the
	 * place of the view of the connection.
	 */
	private Object ofGrpcJava(Class<?> type, GrpcClient wish, String name, DependencyDescriptor place) {
		GrpcJavaClients clients = Objects.requireNonNull(this.grpcJava);
		String canonical = ChannelName.canonical(name);
		String users = clients.standIn(this.userBeans, canonical, place);
		Object channel = (users != null) ? clients.users(users, this.standIns, name)
				: clients.view(canonical, bridged(name, place));
		return clients.create(type, channel, wish, describe(place));
	}

	private ClientConn bridged(String name, DependencyDescriptor place) {
		Channel channel = channel(name, place);
		if (channel instanceof ClientConn conn) {
			return conn;
		}
		throw new FailureAnalyzedException(
				"@GrpcClient on " + describe(place) + " has a type of grpc-java, but the bean that takes the place of "
						+ "gRPC channel '" + name + "' is a " + channel.getClass().getName()
						+ ", and only a connection can be seen as a channel of grpc-java.",
				"Add a bean of type io.grpc.Channel with @Qualifier(\"" + name + "\") too, such as one of "
						+ "grpc-inprocess, or make the bean a " + ClientConn.class.getName() + ".");
	}

	private String channelName(GrpcClient wish, DependencyDescriptor place) {
		String name;
		try {
			name = this.beanFactory.resolveEmbeddedValue(wish.value());
		}
		catch (IllegalArgumentException ex) {
			throw unresolved(wish, place, ex);
		}
		if (name == null || name.isBlank()) {
			throw new FailureAnalyzedException(
					"@GrpcClient(\"" + wish.value() + "\") on " + describe(place) + " names no channel.",
					"Name a channel that is configured below '" + ChannelCatalog.CHANNELS_PREFIX + "'.");
		}
		if (name.contains("${")) {
			// Without a configurer for placeholders those of unknown properties stay.
			throw unresolved(wish, place, new IllegalArgumentException("not resolved: " + name));
		}
		return name;
	}

	private static FailureAnalyzedException unresolved(GrpcClient wish, DependencyDescriptor place,
			IllegalArgumentException cause) {
		return new FailureAnalyzedException(
				"@GrpcClient(\"" + wish.value() + "\") on " + describe(place)
						+ " has a placeholder for a property that is not set.",
				"Set the property to the name of a channel, or write the name.", cause);
	}

	private static FailureAnalyzedException wrongType(Class<?> type, DependencyDescriptor place) {
		return new FailureAnalyzedException(
				"@GrpcClient is on " + describe(place) + ", whose type is " + type.getName()
						+ ": neither a generated client nor " + ClientConn.class.getName() + " nor "
						+ Channel.class.getName() + ".",
				"Use an interface that the ClientConn protoc plugin generated for a service, "
						+ ClientConn.class.getSimpleName() + " or " + Channel.class.getSimpleName() + "; with "
						+ BRIDGE_ARTIFACT + " a stub of grpc-java, io.grpc.Channel, or what a bean of type "
						+ StubFactory.class.getName() + " makes; to get one later, " + ObjectProvider.class.getName()
						+ " of it.");
	}

	private <T> T users(String beanName, Class<T> type, String channel) {
		T bean = this.beanFactory.getBean(beanName, type);
		this.standIns.tell(beanName, type, channel);
		return bean;
	}

	private Channel intercepted(GrpcClient wish, String name, DependencyDescriptor place) {
		Channel channel = channel(name, place);
		return (wish.interceptors().length == 0) ? channel
				: this.interceptors.around(wish.interceptors(), channel, describe(place));
	}

	private static void checkNoInterceptors(GrpcClient wish, DependencyDescriptor place) {
		if (wish.interceptors().length > 0) {
			throw new FailureAnalyzedException(
					"@GrpcClient on " + describe(place) + " names interceptors, but " + ClientConn.class.getSimpleName()
							+ " is the connection that all clients of the channel share.",
					"Use the type " + Channel.class.getName() + ", or add the interceptors in a "
							+ ClientConnCustomizer.class.getSimpleName() + ".");
		}
	}

	/**
	 * The application may put any channel, such as a fake one, in the place of a
	 * connection.
	 */
	private Channel channel(String channel, DependencyDescriptor place) {
		String users = this.userBeans.qualified(Channel.class, ChannelName.canonical(channel), place);
		return (users != null) ? users(users, Channel.class, channel) : conn(channel, place);
	}

	private ClientConn conn(String channel, DependencyDescriptor place) {
		try {
			return this.beanFactory.getBean(ClientConns.class).get(channel);
		}
		catch (UnknownChannelException ex) {
			throw new FailureAnalyzedException(
					"@GrpcClient(\"" + channel + "\") on " + describe(place) + ": " + ex.getMessage(),
					"Name a configured channel, or configure this one with '" + ChannelCatalog.CHANNELS + channel
							+ ".target'.",
					ex);
		}
	}

	/**
	 * On a method the annotation cannot say which of several parameters it means.
	 */
	private static void checkPlace(DependencyDescriptor place) {
		MethodParameter parameter = place.getMethodParameter();
		if (parameter != null && !parameter.hasParameterAnnotation(GrpcClient.class)
				&& parameter.getExecutable().getParameterCount() != 1) {
			throw new FailureAnalyzedException(
					"@GrpcClient is on method '" + parameter.getExecutable().getName() + "' of "
							+ parameter.getDeclaringClass().getName() + ", which has more than one parameter.",
					"Put @GrpcClient on the parameter.");
		}
	}

	private static String describe(DependencyDescriptor place) {
		Field field = place.getField();
		if (field != null) {
			return "field '" + field.getName() + "' of " + field.getDeclaringClass().getName();
		}
		MethodParameter parameter = place.getMethodParameter();
		return (parameter != null) ? describe(parameter) : place.toString();
	}

	private static String describe(MethodParameter parameter) {
		Executable executable = parameter.getExecutable();
		String owner = (executable instanceof Method) ? "method '" + executable.getName() + "' of "
				: "the constructor of ";
		@Nullable String name = executable.getParameters()[parameter.getParameterIndex()].getName();
		return "parameter " + parameter.getParameterIndex() + " ('" + name + "') of " + owner
				+ parameter.getDeclaringClass().getName();
	}

}
