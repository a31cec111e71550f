package io.clientconn.test;

import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/**
 * What an implementation of a generated client interface owes that answers by itself: a
 * fake, a stub for demonstrations, a client of something that is not gRPC. It is the part
 * of the contract that code under test relies on without knowing who answers:
 * <ul>
 * <li>a method answers, or fails with a {@link io.clientconn.rpc.StatusException}; it
 * throws nothing else, and never gives null;</li>
 * <li>a method that is left out is UNIMPLEMENTED, and the message names it;</li>
 * <li>the form without options does what the one with options does;</li>
 * <li>a stream answers null after its last message and no message after it was closed,
 * and may be closed twice;</li>
 * <li>a future or publisher that fails does so with the exception itself;</li>
 * <li>a publisher greets its subscriber first, emits no more than was asked for, and ends
 * once.</li>
 * </ul>
 * That options arrive and that cancelling cancels can only be seen at a channel. Whoever
 * has one uses {@link GeneratedClientContract}; a {@link FakeService} has it too.
 *
 * @param <C> the client interface, of any flavour
 * @since 0.1.0
 */
public abstract class GeneratedFakeContract<C> extends GeneratedContract<C> {

	/**
	 * For subclasses.
	 * @param type the generated interface
	 */
	protected GeneratedFakeContract(Class<C> type) {
		super(type);
	}

	/**
	 * Makes the fake. Called for each call of a test, so that what a fake remembers does
	 * not count.
	 * @return a new fake
	 */
	protected abstract C fake();

	@TestFactory
	Stream<DynamicContainer> everyMethodKeepsTheContract() {
		return methods().stream()
			.map((method) -> DynamicContainer.dynamicContainer(name() + "." + method.name(),
					new FakeChecks(method, this::fake, this::sample, patience()).all()));
	}

}
