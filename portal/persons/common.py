"""Words that are names and also ordinary words, and the words around names, as closed lists."""


def listed(words: str) -> frozenset[str]:
    """The words of a list that is written as running text."""
    return frozenset(words.split())


MONTHS = listed(
    "january february march april may june july august september october november december"
)
TITLES = listed(
    "mr mrs ms miss mx master dr doctor prof professor sir dame lord lady rev reverend father "
    "sister brother canon bishop judge justice cllr councillor hhj"
)
RANKS = listed(
    "pc dc ds di dci dcs dsi ps pcso wpc wdc wds tdc ddc supt ch insp inspector sgt sergeant "
    "constable superintendent commander commissioner detective acc dcc cc nurse midwife "
    "officer cpn gp"
)
RANK_PARTS = frozenset({"police", "chief", "detective", "acting", "temporary", "deputy", "social"})
COMMON = listed("""
    al ali amber an angel any april archer art ash august aurora autumn avon baker ball bank
    banks barber barker barn base bass bates bath battle beach bean bear beard bell belle berry
    best bill bird bishop black blossom blunt board bond boon booth bowls bowman boys brain
    brand brass brewer bridge bridges bright broad brook brooks brown buck buckle bull bunch
    burden burn burns bush butler button cage camp cannon care carpenter carter case cash
    castle cave chambers chance chandler chapel chapman charity chase chelsea child childs
    christian church clay clear cliff cloud coast coates cole constable cook cooper coral
    cotton county court coward crane creed cross crow crystal cutter daisy dale dawn day days
    dean dear dell den do don drake drew dyer dyke early east eden edge england english eve
    faith fanny fern field fields fisher fletcher flood ford forest forester foster fox france
    frank french frost gale game gardener gardner gates gentle german gill gin ginger given
    glass glover gold golden good goode goodwin grace grant grants gray greed green grey groves
    guy ha hail hall halls hand hands hardy hare harper hart hay hazel he head healer heard
    heart heath heather hedge high hill hills holder holly home honor honour hood hook hooper
    hope horn horne host hour house houses huff hunt hunter hurst ireland iris ivy jade jasmine
    jean jet joiner jolly joy judge july june keen kent key keys king kings kitchen knight lake
    lamb lancaster lance land lands lane law lawless lawyer le leach leader leaf lee lemon
    level light lily little lock lodge london long lord love lovely low luck lucky mace magic
    major makepeace man mandarin mann march marina marine marjoram mark marks marsh marshall
    martin marvel mason mast may mead meadows mean means melody mercy merry miles milk mill
    miller mills ming minister minor mist misty mo money monk moon moor moore morning mort moss
    mould mount my nail nature need needs new newman nightingale noble noon norm north nova
    nurse oaks occasion old olive pace page paige pain palmer paris parish park parker parks
    parson partridge pass pat patience patsy pay peace pearl peel peer pen penny pepper per
    perry phoenix pick pike pip piper pit place plant plum pole pool poole pope poppy porter
    post potter pound power powers press price prime prince prior proctor provost prudence pugh
    purse queen quick rain ranger raven raw ray read reading ready reason record rector reed
    regal rest rhea rice rich ride rider ridge riley ring rivers roach road roads robin rock
    rocky rod rode roman rook root rope roper rose rough round row rowe royal ruby rule rules
    rush rust rusty sable sadler sage saint sale sales salt samples sand sands savage savannah
    sawyer scales scarlet school scotland scott seal seed self serena sergeant sexton shade
    sharp shaw she shepherd sheriff shield shoe shore short sienna silk silver simple singer
    sister skill skinner skipper sky skye slack slater small smart smiley smith snow so sol
    somers song south sparks speaker spear speed spence spencer spender spice spirit spring
    squire staff stain staples star starling stead steed steel sterling stern steward stiles
    still stock stocks stone stones storm stormy story strange street stringer strong sturdy
    style sugar summer sun sunday sung sunny swallow swan sweet swift tall tanner teal tell
    teller tempest temple tent thatcher they thorn thorne thrush tide tiger tiller timber
    tipping toll tong tongue tower townsend train trainer trainor trap treasure tree trick
    trigger trinity truman trust tucker tune turn turner twist tyler underwood unity vale van
    vicar victory villa vine viola violet virtue vista voice wake wales walk walker wall walls
    ward warden ware warm warner wash waste watch waters way we weather weaver wedge wells
    welsh west whale wheat wheel wheeler whistler white wick wild wilde will window winner
    winter winters wise witty wolf wolfe wonder wood woodland woods woodward woody worker world
    worth wren wright yard york you young

    """)
INITIALS_ARE_OTHER = listed("""
    aa abe abh ac acc acp ad add adhd adm ae af ags ai am ao ap ar as asb at au av aw ba bc be
    bi bp br bsc by ca cc ce ch cin cj cla cm cmh co cp cpn cps cr cs csa cse csp ct cto cv da
    dc dcc dci de dh di dm dna do dr ds dsi dsl dv dvp ea ec ed edl ee ef eg ema en er es et
    ets eu fa fc fe fgm fii fm fo foi ft fy ga gb gbh ge go gp gr hc hca hdc he hi hm hmi hmp
    ho hoc hp hq hr hs hv ia ib ic icb id idap idva ie if ii il ilr im imr in io iopc ip ipp ir
    is isva it iv ix la lac lado lau lc ld le li ll lo lp lsu ma mb mc md mdo mdt me mg mh mha
    mi ml mm mn mo mp mps mr ms my na naa nb nc nd ne nf nh nhs ni no nps nr ns nt nw oasys oc
    od of ofp oh oic ok om omu on op opd or os osr ot ox pa pb pc pcc pcl pd pdu pe pg ph pi
    pimr pip pl pm pnc pnd po pp ppu pq pr ps pss pt pv qa qc qmg ra rar rc rd re rh rm rmp rn
    ro rp rs rsho rt ru sa sb sc scr sd se sfo sgo sho shpo si sl sm smb sn so sopo sp sq sr ss
    ssa st su sw sy ta tag tb tc td te th tn to tor tr trp ts tv ty uk ul un up us ut va vc ve
    vi vlo vo vp vps vro vs wa wc wd we wi wp wr ww ya yj yjb yo yos yot yp yr zz

    """)
PERSON_VERBS = listed("""
    said says told was is had has attended stated disclosed reported denied admitted lived
    lives moved met saw visited phoned called rang texted left went came asked refused agreed
    arrived returned assaulted threatened killed died stayed believed felt thought knew wanted
    tried began started stopped worked works spoke described confirmed explained alleged
    accused arrested pleaded and who did would could should then also never again appeared
    became gave took made received contacted engaged presented failed missed moves tells
    reports remained seemed

    """)
INSTITUTIONS = listed("""
    street road lane avenue close drive court crown county prison hospital council police
    constabulary university college school academy house hall green park hill wood way place
    crescent gardens terrace grove square row walk mews rise view infirmary clinic surgery
    centre center station bridge church probation magistrates airport borough district city
    town village ward unit team trust service services report review act inquiry foundation
    institute award lodge farm cottage estate common heath valley river island bay british
    british asian european african caribbean irish paper people offenders offender person
    persons adult adults victims

    """)
STARTERS = listed("""
    the a an this that these those there then when where while who what which why how he she it
    they we you i his her their our its my your in on at by to from for with and or but if as
    of not no yes all any some each every many most more other others such same several both
    either neither after before during since until although though because however therefore
    also between about above below under over through into onto upon within without against
    among around across along behind beside despite except following given including once one
    two three four five six seven eight nine ten first second third last next another only just
    even still did does do was were is are be been being has have had can could may might must
    shall should will would said see seen per via due end part page table figure annexe annex
    appendix section chapter article paragraph note notes case cases key new early late police
    officer officers court crown probation service services review reviews report reports
    agency agencies panel board staff child children family families victim victims mother
    father sister brother monday tuesday wednesday thursday friday saturday sunday january
    february march april june july august september october november december today yesterday
    please thank thanks dear england wales britain british english welsh scottish irish
    national local public high health social care mental risk serious further offence offences
    offender offenders management practice standard standards home office government minister
    ministry justice prison prisons here itself very much make made take taken used using use
    year years month months week weeks day days time times date number name names action
    actions plan plans order orders good great

    """)
DIMINUTIVES = {
    "alexander": "alex sandy",
    "andrew": "andy drew",
    "anthony": "tony ant",
    "barbara": "barb babs",
    "benjamin": "ben benny",
    "catherine": "cath cathy kate katie",
    "charles": "charlie chas",
    "christine": "chris chrissie",
    "christopher": "chris kit",
    "daniel": "dan danny",
    "david": "dave davey",
    "deborah": "deb debbie",
    "donald": "don donny",
    "edward": "ed eddie ted",
    "elizabeth": "liz lizzie beth betty libby",
    "frances": "fran",
    "francis": "frank",
    "frederick": "fred freddie",
    "gareth": "gaz",
    "geoffrey": "geoff",
    "gerald": "gerry",
    "gregory": "greg",
    "harold": "harry",
    "henry": "harry",
    "jacqueline": "jackie jacqui",
    "james": "jim jimmy jamie",
    "jennifer": "jen jenny",
    "john": "johnny jack",
    "jonathan": "jon",
    "joseph": "joe joey",
    "joshua": "josh",
    "katherine": "kath kathy kate katie kat",
    "kathleen": "kath kathy",
    "kenneth": "ken kenny",
    "lawrence": "larry",
    "leonard": "len lenny",
    "margaret": "maggie meg peggy",
    "matthew": "matt",
    "michael": "mike mick micky",
    "nicholas": "nick nicky",
    "nicola": "nicky nic",
    "pamela": "pam",
    "patricia": "pat trish",
    "patrick": "pat paddy",
    "peter": "pete",
    "philip": "phil",
    "phillip": "phil",
    "raymond": "ray",
    "rebecca": "becky becca",
    "richard": "rick dick richie",
    "robert": "rob bob",
    "ronald": "ron ronnie",
    "samantha": "sam",
    "samuel": "sam sammy",
    "sandra": "sandy",
    "stephen": "steve",
    "steven": "steve",
    "stuart": "stu",
    "susan": "sue susie",
    "terence": "terry tel",
    "theresa": "terry tess",
    "thomas": "tom tommy",
    "timothy": "tim",
    "victoria": "vicky vic",
    "vincent": "vince",
    "william": "will bill billy willie",
    "zachary": "zac zach",
}
FORENAMES = listed("""
    aaron abbie abdul abdullah abigail adam adele adrian agnes ahmed aisha alan alana albert
    alex alexander alexandra alfie ali alice alison alistair amanda amber amelia amina amir amy
    andrea andrew andrzej aneta angela angus anita ann anna anne annette anthony arthur asif
    ayesha barbara barry beatrice ben benjamin bernard beth bethan bethany betty beverley bilal
    blake brandon brenda brian bridget bronwen bryn callum cameron carl carly carol caroline
    carys cath catherine cerys charles charlie charlotte chelsea cheryl chloe chris christine
    christopher ciaran claire clare clive colin connor courtney craig dafydd daisy dale damian
    daniel danielle daniella darren david dawn dean debbie deborah declan denis denise derek
    desmond diana diane dominic donald donna doreen doris dorothy duncan dylan eddie edith
    edward edwin eileen elaine eleanor eleri elizabeth ella ellen ellie elliot elsie emily emma
    emyr eric erin ernest esther ethan eve evelyn faisal farah fatima fiona florence frances
    francis frank fred freddie frederick freya gareth gary gavin gemma geoffrey george gerald
    geraldine gethin gillian gladys glenn gloria glyn gordon grace graham greg gregory grzegorz
    gurpreet gwen gwyn gwyneth hannah harjit harold harpreet harriet harry hassan hayley hazel
    heather helen henry holly howard huw hugh ian ibrahim imran irene iris isaac isabel
    isabella isla ivan ivy jack jackie jacob jacqueline jade jake jakub james jamie jan jane
    janet janice jasmine jason jasmin jean jeffrey jennifer jenny jeremy jessica jill jim joan
    joanna joanne joe joel john jon jonathan jordan joseph josh joshua joyce judith julia
    julian julie june justin kamran karen karl kate katherine kathleen kathryn katie kayleigh
    keeley keith kelly kenneth kerry kevin khalid kieran kim kirsty kyle lauren laura lawrence
    leah leanne lee lena leon leonard leroy lesley leslie lewis liam lillian lily linda lisa
    lloyd lorraine louis louise lucas lucy luke lydia lynn lynne maciej maggie malcolm malik
    mandy marcin marcus margaret maria marie marian marilyn marion mark marlene martha martin
    mary maryam matthew maureen maurice max megan mehmet melanie melissa mia michael michelle
    miriam mohammad mohammed moira molly monica morgan muhammad nadia naomi natalie natasha
    nathan neil nia niamh nicholas nicola nigel noah noel nora norman oliver olivia olwen omar
    oscar owen pamela patricia patrick paul paula pauline pawel peter philip phillip phoebe
    phyllis piotr priya rachael rachel raj rajesh ralph ravi raymond rebecca reece rhian
    rhiannon rhys richard rita robert robin roger ronald rory rosemary rosie ross roy ruby
    rupert russell ruth ryan saima sally sam samantha samuel sandra sanjay sara sarah scott
    sean shabana shannon sharon shaun sheila shirley sian siobhan simon sofia sonia sophie
    stacey stanley stella stephanie stephen steve steven stewart stuart sunita susan suzanne
    sylvia tanya tara tariq taylor terence teresa terry thelma theresa thomas tia tim timothy
    tina toby todd tom tomasz tony tracey tracy trevor tyler valerie vanessa vera veronica
    victor victoria vincent violet vivian walter warren wayne wendy wesley wilfred william
    winifred yasmin yusuf yvonne zachary zahra zainab zara zoe

    """)
