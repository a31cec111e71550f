package io.clientconn.test;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.clientconn.rpc.Channel;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/**
 * What every implementation of a generated client interface owes that makes its calls
 * over a channel: the generated one, a decorator around it, or one that is written by
 * hand. A test class extends this and says how to make the implementation; every method
 * of the interface is then tested, those of later versions of the proto file too:
 *
 * <pre class="code">
 * class LoggingGreeterTest extends GeneratedClientContract&lt;GreeterClient&gt; {
 *
 *     LoggingGreeterTest() {
 *         super(GreeterClient.class);
 *     }
 *
 *     &#64;Override
 *     protected GreeterClient over(Channel channel) {
 *         return new LoggingGreeter(GreeterClient.over(channel));
 *     }
 *
 * }
 * </pre>
 *
 * The contract: a method calls its own RPC once, with the requests it was given; the
 * options reach the channel; responses come back as they are; the form without options
 * does the same; a failed call fails with its {@link io.clientconn.rpc.StatusException},
 * in a future or publisher with that exception itself; closing, cancelling and
 * interrupting cancel the call; a publisher calls once for each subscriber, and no
 * earlier; demand is not exceeded.
 * <p>
 * An implementation that answers without a channel, as a fake does, is for
 * {@link GeneratedFakeContract}. Each test runs on a thread of its own.
 *
 * @param <C> the client interface, of any flavour
 * @since 0.1.0
 */
public abstract class GeneratedClientContract<C> extends GeneratedContract<C> {

	/**
	 * For subclasses.
	 * @param type the generated interface
	 */
	protected GeneratedClientContract(Class<C> type) {
		super(type);
	}

	/**
	 * Makes the implementation. Called once in each test.
	 * @param channel where its calls have to go
	 * @return the implementation under test
	 */
	protected abstract C over(Channel channel);

	/**
	 * The RPCs that the implementation leaves to the interface's default methods on
	 * purpose. Those must be UNIMPLEMENTED; by default there are none, so that a
	 * decorator that misses a new RPC fails its test.
	 * @return full names, such as {@code helloworld.Greeter/SayHello}
	 */
	protected Set<String> leftOut() {
		return Set.of();
	}

	@TestFactory
	Stream<DynamicContainer> everyMethodKeepsTheContract() {
		List<ClientMethod> methods = methods();
		return methods.stream().map((method) -> {
			ClientChecks checks = new ClientChecks(methods, method, this::over, this::sample, patience());
			boolean left = leftOut().contains(method.rpc().fullName());
			return DynamicContainer.dynamicContainer(name() + "." + method.name() + " calls " + method.rpc(),
					left ? checks.ofLeftOut() : checks.all());
		});
	}

}
