# asyncio: coroutines in turns.
# async
import asyncio
async def f(x):
    await asyncio.sleep(0)
    return x * 2
async def main():
    print(await f(2))
    print(await asyncio.gather(f(1), f(2)))
asyncio.run(main())
