package io.clientconn.autoconfigure;

import java.util.function.Consumer;

import io.clientconn.ClientConn;
import io.clientconn.grpcjava.ClientConnChannelBuilder;
import io.grpc.ManagedChannel;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.env.Environment;

/**
 * Finds the connection for what a client of Spring gRPC names. Stateless.
 */
final class SpringGrpcConns {

	private static final String BOOTS_CHANNELS = "spring.grpc.client.channel.";

	private final ClientConns conns;

	private final Environment environment;

	SpringGrpcConns(ClientConns conns, Environment environment) {
		this.conns = conns;
		this.environment = environment;
	}

	/**
	 * What was asked for with placeholders replaced.
	 * @throws FailureAnalyzedException if there is no property for one
	 */
	String resolve(String target) {
		try {
			return this.environment.resolveRequiredPlaceholders(target).strip();
		}
		catch (IllegalArgumentException ex) {
			throw new FailureAnalyzedException(
					"A client of Spring gRPC has the target '" + target
							+ "', which has a placeholder for a property that is not set.",
					"Set the property to the name of a channel or to a target, or write one.", ex);
		}
	}

	/**
	 * The connection of a channel, or else to a target.
	 * @throws FailureAnalyzedException if it is neither
	 */
	ClientConn shared(String nameOrTarget) {
		String target = isChannel(nameOrTarget) ? null : SpringGrpcTarget.parse(nameOrTarget);
		if (target != null) {
			try {
				return registry(nameOrTarget).ofTarget(target);
			}
			catch (FailureAnalyzedException ex) {
				throw explained(target, ex);
			}
		}
		try {
			return this.conns.get(nameOrTarget);
		}
		catch (UnknownChannelException ex) {
			throw unknown(nameOrTarget, ex);
		}
	}

	/**
	 * A channel over a connection of its own, which the channel closes.
	 * @param nameOrTarget a channel, or else a target
	 * @param options changes what is configured
	 * @throws FailureAnalyzedException if it is neither, or if the connection is the
	 * application's
	 */
	ManagedChannel own(String nameOrTarget, Consumer<ClientConnChannelBuilder> options) {
		String target = isChannel(nameOrTarget) ? null : SpringGrpcTarget.parse(nameOrTarget);
		ClientConnRegistry registry = registry(nameOrTarget);
		if (target == null && registry.isUsers(nameOrTarget)) {
			throw new FailureAnalyzedException("The gRPC channel '" + nameOrTarget + "' is a "
					+ ClientConn.class.getSimpleName()
					+ " bean of the application, and a GrpcChannelBuilderCustomizer of Spring gRPC is to change "
					+ "it: a connection that is made cannot be changed.",
					"Set the option where the bean is made, or do without the customizer.");
		}
		try {
			return registry.another((target != null) ? target : nameOrTarget, (builder, maker) -> {
				ClientConnChannelBuilder channel = ClientConnChannelBuilder.forConn(nameOrTarget, builder, maker);
				options.accept(channel);
				return channel.build();
			});
		}
		catch (UnknownChannelException ex) {
			throw unknown(nameOrTarget, ex);
		}
		catch (FailureAnalyzedException ex) {
			throw (target != null) ? explained(target, ex) : ex;
		}
	}

	private static FailureAnalyzedException explained(String target, FailureAnalyzedException ex) {
		FailureAnalysis analysis = ex.analysis();
		return new FailureAnalyzedException(
				"A client of Spring gRPC has the target '" + target
						+ "', which is treated as a channel of that name with what 'grpc.client.channel."
						+ ChannelName.TEMPLATE + "' says. " + analysis.getDescription(),
				String.valueOf(analysis.getAction()), ex);
	}

	private boolean isChannel(String name) {
		String canonical = ChannelName.canonical(name);
		return this.conns.names().stream().map(ChannelName::canonical).anyMatch(canonical::equals);
	}

	private ClientConnRegistry registry(String nameOrTarget) {
		if (this.conns instanceof ClientConnRegistry registry) {
			return registry;
		}
		throw new FailureAnalyzedException(
				"A client of Spring gRPC needs a connection of its own for '" + nameOrTarget + "', and the "
						+ ClientConns.class.getSimpleName() + " bean of the application, a "
						+ this.conns.getClass().getName() + ", has none to give.",
				"Name a channel that it has: a target and a GrpcChannelBuilderCustomizer need the "
						+ ClientConns.class.getSimpleName() + " of ClientConn itself.");
	}

	private FailureAnalyzedException unknown(String name, UnknownChannelException unknown) {
		String boots = BOOTS_CHANNELS + name + ".target";
		return new FailureAnalyzedException("A client of Spring gRPC asks for a channel. " + unknown.getMessage()
				+ (this.environment.containsProperty(boots)
						? " '" + boots + "' is a property of Boot's own client, which ClientConn does not read." : ""),
				"Configure it with '" + ChannelCatalog.CHANNELS + name
						+ ".target', or name a target, with a port as in '" + name + ":9090'.",
				unknown);
	}

}
