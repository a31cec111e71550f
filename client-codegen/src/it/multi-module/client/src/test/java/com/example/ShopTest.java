package com.example;

import com.example.shop.items.Item;
import com.example.shop.orders.OrdersCalls;
import com.example.shop.stock.Amount;
import com.example.shop.stock.StockCalls;
import com.google.protobuf.Timestamp;
import io.clientconn.rpc.RpcOptions;
import io.clientconn.rpc.StatusCode;
import io.clientconn.rpc.StatusException;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ShopTest {

	private static final Item ITEM = Item.newBuilder().setName("pear").build();

	@Test
	void aServiceFromTheJarHasAClient() {
		StockCalls stock = new StockCalls() {
			@Override
			public Amount count(Item item, RpcOptions options) {
				return Amount.newBuilder().setPieces(item.getName().length()).build();
			}
		};

		assertEquals(4, stock.count(ITEM).getPieces());
		assertEquals(StatusCode.UNIMPLEMENTED, assertThrows(StatusException.class, () -> stock.watch(ITEM)).code());
	}

	@Test
	void aServiceOfOurOwnUsesMessagesFromTheJar() {
		OrdersCalls orders = new OrdersCalls() {
			@Override
			public Timestamp place(Item item, RpcOptions options) {
				return Timestamp.newBuilder().setSeconds(1).build();
			}
		};

		assertEquals(1, orders.place(ITEM).getSeconds());
	}

}
