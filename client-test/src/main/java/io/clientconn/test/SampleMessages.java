package io.clientconn.test;

import java.util.List;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;

/**
 * Messages that differ by a number, for contracts that know only a type. Stateless.
 */
final class SampleMessages {

	/** Messages within messages may be of one type, so somewhere it has to end. */
	private static final int DEPTH = 3;

	private SampleMessages() {
	}

	/**
	 * Makes a message whose fields have values, except for repeated ones; equal numbers
	 * give equal messages. A type without fields has only one message.
	 * @param type a message class of protobuf
	 * @param number what to number the values with
	 */
	static Message of(Class<?> type, int number) {
		try {
			return fill((Message) type.getMethod("getDefaultInstance").invoke(null), number, DEPTH);
		}
		catch (ReflectiveOperationException | ClassCastException ex) {
			throw new IllegalArgumentException(
					type.getName() + " is no message of protobuf, so the contract has to be told a sample of it", ex);
		}
	}

	private static Message fill(Message empty, int number, int depth) {
		Message.Builder filled = empty.newBuilderForType();
		for (FieldDescriptor field : empty.getDescriptorForType().getFields()) {
			if (field.isRepeated()) {
				continue;
			}
			if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
				filled.setField(field, value(field, number));
			}
			else if (field.isRequired() || depth > 0) {
				filled.setField(field, fill(filled.newBuilderForField(field).buildPartial(), number, depth - 1));
			}
		}
		return filled.build();
	}

	private static Object value(FieldDescriptor field, int number) {
		return switch (field.getJavaType()) {
			case INT -> number;
			case LONG -> (long) number;
			case FLOAT -> (float) number;
			case DOUBLE -> (double) number;
			case BOOLEAN -> number % 2 == 1;
			case STRING -> "sample " + number;
			case BYTE_STRING -> ByteString.copyFromUtf8("sample " + number);
			case ENUM -> enumValue(field.getEnumType().getValues(), number);
			case MESSAGE -> throw new IllegalArgumentException(field + " is a message");
		};
	}

	private static EnumValueDescriptor enumValue(List<EnumValueDescriptor> values, int number) {
		return values.get(number % values.size());
	}

}
