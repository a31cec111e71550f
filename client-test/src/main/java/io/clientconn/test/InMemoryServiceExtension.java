package io.clientconn.test;

import java.lang.reflect.Method;
import java.util.function.Supplier;

import io.clientconn.rpc.Channel;
import io.clientconn.stub.ClientFactories;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.jspecify.annotations.Nullable;

/**
 * Gives test methods generated clients of a {@link FakeService} without a network. Each
 * test has a service of its own, so nothing is left of the calls of another:
 *
 * <pre class="code">
 * &#64;RegisterExtension
 * static final InMemoryServiceExtension GREETER = InMemoryServiceExtension.of(() -&gt; FakeService.builder()
 *     .unary(GreeterMethods.SAY_HELLO, (request) -&gt; hello(request.getName()))
 *     .build());
 *
 * &#64;Test
 * void greets(GreeterClient greeter, FakeService service) {
 *     ..
 * }
 * </pre>
 *
 * Parameters of test methods, and of methods that run before and after each of them, may
 * be any generated client interface, the {@link FakeService}, the {@link Channel} to it,
 * and the {@link ManualScheduler} that is its clock. For more than one service in a test
 * make channels by hand. Immutable; tests may run in parallel.
 *
 * @since 0.1.0
 */
public final class InMemoryServiceExtension implements BeforeEachCallback, ParameterResolver {

	private final ExtensionContext.Namespace namespace = ExtensionContext.Namespace
		.create(InMemoryServiceExtension.class, this);

	private final Supplier<FakeService> services;

	private InMemoryServiceExtension(Supplier<FakeService> services) {
		this.services = services;
	}

	/**
	 * Makes an extension, to be registered with a field.
	 * @param services makes the service of one test
	 * @return the extension
	 */
	public static InMemoryServiceExtension of(Supplier<FakeService> services) {
		return new InMemoryServiceExtension(services);
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		FakeService service = this.services.get();
		ManualScheduler clock = new ManualScheduler();
		context.getStore(this.namespace)
			.put(Scene.class, new Scene(service, clock, service.channel().withScheduler(clock)));
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		Class<?> type = parameter.getParameter().getType();
		return parameter.getDeclaringExecutable() instanceof Method && scene(context) != null
				&& (type == FakeService.class || type == ManualScheduler.class || type == Channel.class
						|| ClientFactories.isGeneratedClient(type));
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		Scene scene = scene(context);
		if (scene == null) {
			throw new ParameterResolutionException("there is no service before the test has begun");
		}
		Class<?> type = parameter.getParameter().getType();
		if (type == FakeService.class) {
			return scene.service();
		}
		if (type == ManualScheduler.class) {
			return scene.clock();
		}
		return (type == Channel.class) ? scene.channel() : ClientFactories.create(type, scene.channel());
	}

	private @Nullable Scene scene(ExtensionContext context) {
		return context.getStore(this.namespace).get(Scene.class, Scene.class);
	}

	/**
	 * What one test has.
	 *
	 * @param service the service
	 * @param clock its clock
	 * @param channel the way to it
	 */
	private record Scene(FakeService service, ManualScheduler clock, InMemoryChannel channel) {

	}

}
