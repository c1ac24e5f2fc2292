"""Twenty transcripts labelled by hand before the audit was written.

A label is (questions the agent asks before help is offered, seconds until then or None without times, offered). A
question asks the customer for something: also "I need your order number" without a question mark; two things asked in
one breath are two questions. Courtesies ("How can I help?", "How are you?", "Can you hear me?", "May I put you on
hold?") are none. Help is offered when the agent first says what they will do, or what the answer or the way out is;
thanks, sorrow and "I understand" are no help, and neither is looking something up.
"""

Label = tuple[int, int | None, bool]
LABELLED: tuple[tuple[str, Label], ...] = (
    (
        """[00:00] Agent: Good morning, Simba Parcels, this is Amina. How can I help you?
[00:05] Customer: My parcel did not come.
[00:09] Agent: I am sorry to hear that. What is your order number?
[00:15] Customer: 4471.
[00:20] Agent: And your postcode, please?
[00:24] Customer: 80100.
[00:40] Agent: Thank you. I will send the driver back this afternoon.""",
        (2, 40, True),
    ),
    (
        """Agent: Hello, Baraka speaking.
Customer: Where is my refund?
Agent: I can see it here: it was paid out yesterday and will be on your account tomorrow.""",
        (0, None, True),
    ),
    (
        """Agent: Welcome to support. May I have your full name?
Customer: Juma Abdi.
Agent: Your date of birth?
Customer: 3 May 1980.
Agent: Can you tell me your address and your phone number?
Customer: Moi Avenue 3, 0700 123456.
Agent: What is the problem?
Customer: The lamp is broken.
Agent: When did you buy it?
Customer: Last week.
Agent: We will replace it free of charge.""",
        (6, None, True),
    ),
    (
        """Agent: Hi there, how are you today?
Customer: Fine. I want to change my delivery day.
Agent: Sure, let me change that for you. Which day would you like?
Customer: Friday.""",
        (0, None, True),
    ),
    (
        """Agent: Simba Parcels.
Customer: I was charged twice!
Agent: I understand how annoying that is. Please give me the number of the invoice.
Customer: 99-120.
Agent: One moment please, I am looking it up.
Agent: You are right, it was booked twice. I'll reverse one of the two right now.""",
        (1, None, True),
    ),
    (
        """Agent: What do you want
Customer: My login does not work
Agent: did you try to reset the password
Customer: yes
Agent: which browser do you use
Customer: firefox
Agent: you can sign in with the link I just mailed you""",
        (3, None, True),
    ),
    (
        """[10:00:00] Customer: Hello?
[10:00:04] Agent: Hello, can you hear me?
[10:00:07] Customer: Yes. I need an invoice with my tax number.
[10:00:15] Agent: Certainly. What is the tax number?
[10:00:30] Customer: P051.
[10:00:50] Agent: I have added it and here is the link to the new invoice.""",
        (1, 46, True),
    ),
    (
        """Agent: Thank you for calling. I need your customer number.
Customer: I do not have it here.
Agent: Then I need your e-mail address.
Customer: juma@example.org
Agent: And the last four digits of your card?
Customer: 1234.
Agent: What is it about?
Customer: I want to leave.
Agent: May I ask why you want to leave?
Customer: It is too expensive.
Agent: I can offer you half the price for three months.""",
        (5, None, True),
    ),
    (
        """Agent: Hello, who am I speaking with?
Customer: Grace.
Agent: Grace, what happened?
Customer: The driver left the box in the rain.
Agent: Was anything damaged?
Customer: Two books.
Agent: How much were they?
Customer: 900.
Agent: Do you have a photo?
Customer: No! Will you help me or not?
Agent: Do you have a receipt?
Customer: Forget it.""",
        (6, None, False),
    ),
    (
        """Agent: Good evening! How may I assist you?
Customer: Is the shop in Nyali open on Sunday?
Agent: Yes, it is open from ten to four.""",
        (0, None, True),
    ),
    (
        """[0:00] Agent: Help desk, Peter.
[0:03] Customer: The printer on floor two prints nothing.
[0:08] Agent: Is it switched on?
[0:12] Customer: Of course.
[0:14] Agent: Is there paper in it?
[0:19] Customer: Yes.
[0:21] Agent: Could you read me the message on the display?
[0:35] Customer: Error 49.
[0:41] Agent: That means the memory is full. Switch it off for ten seconds and on again.""",
        (3, 41, True),
    ),
    (
        """Agent: Hello.
Customer: I ordered size 42 and got 44.
Agent: Sorry about that! Would you like the right size or your money back?
Customer: The right size.
Agent: It leaves tonight.""",
        (0, None, True),
    ),
    (
        """Agent: Good day. Before we begin: your PIN, please.
Customer: 7788.
Agent: And what was the name of your first pet?
Customer: Simba.
Agent: Thank you. What can I do for you?
Customer: I need a copy of my contract.
Agent: No problem. I'm sending it to you now.""",
        (2, None, True),
    ),
    (
        """Agent: Hi! Could you describe what you see on the screen, and tell me which version you use?
Customer: A white page. Version 3.
Agent: OK. Have you cleared the cache?
Customer: No.
Agent: Please clear it: Settings, Privacy, Clear. That fixes it in most cases.""",
        (3, None, True),
    ),
    (
        """Agent: Kasi Couriers, Daniel, good afternoon.
Customer: Your man was rude to my mother.
Agent: I am very sorry. That must not happen. I will speak with him today and call you back at five.""",
        (0, None, True),
    ),
    (
        """[00:00] Agent: Bank of the Coast.
[00:02] Customer: My card was swallowed.
[00:06] Agent: Which machine was it?
[00:11] Customer: The one at the station.
[00:15] Agent: Your account number?
[00:25] Customer: 00811.
[00:31] Agent: May I put you on hold for a moment?
[00:33] Customer: If you must.
[02:10] Agent: Are you still there? A new card will be at your branch on Thursday.""",
        (2, 130, True),
    ),
    (
        """Agent: Hello and welcome. Have you got your booking reference?
Customer: XY12.
Agent: Who is travelling?
Customer: Me and my son.
Agent: You want to change the date, is that right?
Customer: Yes.
Agent: To when?
Customer: 4 June.
Agent: Let me do that for you.""",
        (4, None, True),
    ),
    (
        """Agent: Hi, you are through to Lucy.
Customer: The app says my points have expired.
Agent: Let me check that. What is your member number please?
Customer: 55501.
Agent: Thanks. We extended them this morning, so you can use them until December.""",
        (1, None, True),
    ),
    (
        """Agent: Service, good morning.
Customer: No water since six.
Agent: In which street?
Customer: Digo Road.
Agent: A pipe broke there. Our people are repairing it, and the water is back by noon.""",
        (1, None, True),
    ),
    (
        """Agent: Hello, what is your name?
Customer: Ali.
Agent: Ali, and your surname?
Customer: Hassan.
Agent: How do you spell that?
Customer: H A S S A N.
Agent: Are you the owner of the account?
Customer: Yes.
Agent: I cannot find you. Did you register with another name?
Customer: Hassan Ali.
Agent: There you are. What is wrong?
Customer: I cannot pay.
Agent: I will unlock the payment for you.""",
        (6, None, True),
    ),
)
